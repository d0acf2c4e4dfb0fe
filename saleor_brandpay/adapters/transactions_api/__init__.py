"""The Transactions API: transactionInitialize, transactionProcess, transactionRequestAction."""
