"""English error messages (`Accept-Language: en-US`), one code a line."""

TABLE = """
ALREADY_CANCELED_PAYMENT: The payment has already been canceled.
ALREADY_COMPLETED_PAYMENT: This is a payment that has already been completed.
ALREADY_PROCESSED_PAYMENT: This is a payment that has already been processed.
ALREADY_REFUNDING_PAYMENT: The payment is already being refunded.
ALREADY_REFUND_PAYMENT: The payment has already been refunded.
API_VERSION_UPDATE_NEEDED: To use the api need to upgrade version to 2022-11-16.
BELOW_MINIMUM_AMOUNT: Payment can be made from 100 won or more by credit card, and 200 won or more for account.
BELOW_ZERO_AMOUNT: The amount must be greater than 0.
CARD_PROCESSING_ERROR: An error occurred at the credit card company.
COMMON_ERROR: A temporary error has occurred. Please try again in a few minutes.
DUPLICATED_ORDER_ID: This is a duplicate order id that has already been approved or canceled. Please proceed with a different order id.
DUPLICATED_REQUEST: This is a duplicate request.
EXCEEDS_TRANSFER_AMOUNT_MAXIMUM: Account transfers are limited to 10,000,000 KRW per transaction. Please lower the amount and try again.
EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT: An amount below the instant discount cannot be partially canceled.
EXCEED_CANCEL_LIMIT: The cancellation limit has been exceeded.
EXCEED_MAX_AMOUNT: The transaction amount limit has been exceeded.
EXCEED_MAX_AUTH_COUNT: The maximum number of authentications has been exceeded. Please contact your credit card company.
EXCEED_MAX_CARD_INSTALLMENT_PLAN: You have exceeded the maximum number of installment months that can be set.
EXCEED_MAX_DAILY_PAYMENT_COUNT: You have exceeded the number of daily payments.
EXCEED_MAX_DISCOUNT_COUNT: The maximum number of discounts has been exceeded.
EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT: You have exceeded this month's maximum payment amount of KRW 1,000,000.
EXCEED_MAX_ONE_DAY_AMOUNT: The daily limit has been exceeded.
EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT: You have exceeded the one-day withdrawal limit.
EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT: You have exceeded the one-time withdrawal limit.
EXCEED_MAX_PAYMENT_AMOUNT: You have exceeded the amount you can pay per day.
EXCEED_MAX_QUERY_LIMIT: You have exceeded the maximum number of query limit.
EXCEED_MAX_REFUND_AMOUNT: This merchant have exceeded your daily or monthly refundable amount.
EXCEED_MAX_REFUND_DUE: The refundable period has been exceeded.
EXCEED_MIN_CARD_INSTALLMENT_PLAN: The minimum installment month must be set to at least 1 month.
EXCEED_UNKNOWN_CASE: A limit has been exceeded.
EXPIRED_PAYMENT: The payment time has expired.
FAILED_BILLING_AUTO_CANCEL: A temporary error occurred while billing auth cancellation.
FAILED_BILL_KEY_AUTH_CREATION: Key generation failed during billing payment verification. Please try again in a few minutes.
FAILED_CARD_COMPANY: An error occurred at the credit card company. Please try again in a few minutes.
FAILED_DB_PROCESSING: A DB error occurred while processing with an invalid request value.
FAILED_HASH_DATA_CREATION: An error occurred while generating hash data.
FAILED_INTERNAL_SYSTEM_PROCESSING: Internal system processing operation has failed. Please try again in a few minutes.
FAILED_METHOD_HANDLING: There was a temporary error in processing the payment method you selected during checkout.
FAILED_METHOD_HANDLING_CANCEL: A temporary error occurred while processing cancellation.
FAILED_PARTIAL_REFUND: The partial refund failed due to bank maintenance or a closed account.
FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING: The payment was not completed. Please try again.
FAILED_REFUND_PROCESS: The refund request failed due to a delay in the bank response time or a temporary error.
FDS_ERROR: [Toss Payments] The payment is restricted because a risky transaction was detected. Verify yourself with the link in the text message to pay. (Customer service: 1644-8051)
FORBIDDEN_BANK_REFUND_REQUEST: The customer's account cannot receive deposits.
FORBIDDEN_CONSECUTIVE_REQUEST: Repetitive requests are not allowed. Please try again in a few minutes.
FORBIDDEN_DORMANT_OR_WITHDRAWAL_CUSTOMER: The customer is dormant or has withdrawn.
FORBIDDEN_REQUEST: This request is not allowed.
IDEMPOTENT_REQUEST_PROCESSING: The previous idempotent request is being processed.
INCORRECT_BASIC_AUTH_FORMAT: The bad request. Encode it including ':'.
INCORRECT_FAIL_URL_FORMAT: Invalid format: `failUrl`
INCORRECT_SUCCESS_URL_FORMAT: Invalid format: `successUrl`
INVALID_ACCESS_TOKEN: The access token is invalid.
INVALID_ACCOUNT_INFO_RE_REGISTER: The account is invalid. Please register the account again.
INVALID_ACCOUNT_NOT_CORRECT_BANK: The account you entered is not a bank account.
INVALID_ACCOUNT_NUMBER: Account number is incorrect.
INVALID_ACCOUNT_NUMBER_OR_UNAVAILABLE: Wrong account number or account unavailable.
INVALID_API_KEY: Incorrect secret key.
INVALID_AUTHORIZE_AUTH: Incorrect authentication.
INVALID_BANK: It is an Invalid bank.
INVALID_BILLING_AUTH: Invalid billing authentication.
INVALID_BILL_KEY_REQUEST: Billing key authentication has not been completed or is an invalid billing transaction.
INVALID_BIRTH_DAY_FORMAT: The birth date format must be in 6 length of yyMMdd format.
INVALID_CARD: Card input information is incorrect.
INVALID_CARD_COMPANY: It is an invalid card company.
INVALID_CARD_EXPIRATION: Please check the card expiration date information again.
INVALID_CARD_IDENTITY: The entered resident registration number/business number does not match the cardholder information.
INVALID_CARD_INFO_RE_REGISTER: The card is invalid. Please register the card again.
INVALID_CARD_INSTALLMENT_AMOUNT: The installment amount is incorrect.
INVALID_CARD_INSTALLMENT_PLAN: The installment information is incorrect.
INVALID_CARD_INSTALLMENT_PLANS_WITH_MAX_AND_SINGLE: cardInstallmentPlan and maxCardInstallmentPlan cannot be used together.
INVALID_CARD_LOST_OR_STOLEN: The card was reported lost or stolen.
INVALID_CARD_NUMBER: Please check your card number again.
INVALID_CARD_PASSWORD: Please check the card information again.
INVALID_CLIENT_KEY: Incorrect client key.
INVALID_CURRENCY: Invalid currency value.
INVALID_CUSTOMER_KEY: `customerKey` must be at least 2 and maximum 50 upper and lower case alphabets, numbers, special characters (-, _, =, ., @).
INVALID_DATE: The date data is invalid.
INVALID_EMAIL: It doesn't match the email address format.
INVALID_FLOW_MODE_PARAMETERS: If you want to open the payment authentication window first, the credit card company code, bank code, or easy payment method must be delivered together.
INVALID_IDEMPOTENCY_KEY: The idempotency key must be 300 characters or less.
INVALID_IDENTIFICATION_TYPE: This is an invalid authentication type
INVALID_ISO_DATE_FORMAT: The format is incorrect. The time format must conform to ISO 8601 format.
INVALID_MAXIMUM_DISCOUNT_AMOUNT: The discount amount is incorrect.
INVALID_ORDER_ID: The order id must be at least 6 and maximum 64 upper and lower case alphabets, numbers, special characters (-, _, =).
INVALID_ORDER_NAME: The order name must be 100 characters or less.
INVALID_PAGING_KEY: Bad paging key.
INVALID_PASSWORD: Payment password does not match.
INVALID_PAYMENT_KEY: Invalid payment key.
INVALID_REFUND_ACCOUNT_INFO: Refund account number and account holder name do not match.
INVALID_REFUND_ACCOUNT_NUMBER: Incorrect refund account number.
INVALID_REFUND_AMOUNT: Incorrect refund amount.
INVALID_REJECT_CARD: Refer to card issuer/decline.
INVALID_REQUEST: The bad request.
INVALID_REQUIRED_PARAM: A required parameter is missing.
INVALID_STOPPED_CARD: This is a suspended card.
INVALID_SUCCESS_URL: The successUrl value is a required value.
INVALID_TEST_CODE: Invalid test code
INVALID_UNREGISTERED_SUBMALL: The PG sub-merchant is not registered yet OR payment authentication method of the card issuer is required for the PG
INVALID_URL: url must be in address format including http and https.
INVALID_URL_FORMAT: Invalid URL format.
MAINTAINED_METHOD: The method is being maintained now
NOT_ALLOWED_BRANDPAY_METHOD: This Brandpay payment method is not allowed.
NOT_ALLOWED_INSTALLMENT_BELOW_AMOUNT: This card cannot be used for installment transactions less than KRW 10000.
NOT_ALLOWED_PARTIAL_REFUND: Partial refunds are not available for reasons such as escrow or cash payment.
NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT: Partial refunds are not available while pending deposit.
NOT_ALLOWED_POINT_USE: Card point payment failed because the card cannot be used points.
NOT_ALLOWED_REFUND_BANK: Not a refundable bank.
NOT_AVAILABLE_BANK: Not bank service time.
NOT_AVAILABLE_PAYMENT: Payment is not available at this time.
NOT_CANCELABLE_AMOUNT: This is a non-cancelable amount.
NOT_CANCELABLE_PAYMENT: This is a non-cancelable payment.
NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER: A dormant user's payment cannot be canceled.
NOT_FOUND: This information does not exist.
NOT_FOUND_BILLING: Billing payment authentication information that does not exist.
NOT_FOUND_CUSTOMER: There is no valid customer information.
NOT_FOUND_HTTP_METHOD: This HTTP method does not allowed.
NOT_FOUND_MERCHANT: The merchant does not exist.
NOT_FOUND_MERCHANT_INTEGRATION: The integration information does not exist.
NOT_FOUND_METHOD: This payment method does not exist.
NOT_FOUND_METHOD_IN_GROUP: This payment method does not exist in the same group
NOT_FOUND_METHOD_OWNERSHIP: This method ownership is not correct.
NOT_FOUND_PAYMENT: The payment does not exist.
NOT_FOUND_PAYMENT_SESSION: Payment session does not exist because the session time has expired.
NOT_FOUND_TERMINAL_ID: There is no Terminal Id. Please contact Toss Payments.
NOT_MATCHES_CUSTOMER_KEY: The billing authentication customer key and the payment request customer key do not match.
NOT_MATCHES_REFUNDABLE_AMOUNT: Balance results do not match.
NOT_REGISTERED_BUSINESS: Unregistered business registration number
NOT_SUPPORTED_BILLING_MERCHANT: This merchant does not support automatic payments.
NOT_SUPPORTED_CARD_TYPE: This card type is not supported.
NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT: This card or merchant does not support installments.
NOT_SUPPORTED_METHOD: This payment method is not supported.
NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN: This card does not support installment or interest-free installment.
NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN_BELOW_AMOUNT: Payments of KRW 50,000 or less cannot be paid in installments.
NOT_SUPPORTED_PROCESS: This operation is not supported.
NOT_SUPPORTED_REFUND: Not a refundable merchant.
PAY_PROCESS_ABORTED: Payment has been canceled or has not been processed.
PAY_PROCESS_CANCELED: Payment has been canceled by the customer.
PROVIDER_ERROR: This is temporary error. Please try again in a few minutes.
REFUND_REJECTED: The refund has been rejected. Please contact the respective payment provider.
REJECT_ACCOUNT_PAYMENT: Payment failed due to insufficient balance
REJECT_CARD_COMPANY: Payment confirm is rejected
REJECT_CARD_PAYMENT: Payment failed because the limit was exceeded or the balance is insufficient.
REJECT_TOSSPAY_INVALID_ACCOUNT: The selected account is not registered for withdrawal. Please register the account again.
REQUIRED_AMOUNT: Amount value is required.
REQUIRED_BILLING_TERMS: The terms of automatic payment must be agreed to.
RESTRICTED_TRANSFER_ACCOUNT: An account can be used for payment 12 hours after it was registered. Please contact the bank.
SUSPECTED_PHISHING_PAYMENT: The payment is suspected of phishing.
UNAPPROVED_ORDER_ID: The order id has not been approved yet.
UNAUTHORIZED_KEY: This is an unauthenticated secret key or client key.
UNKNOWN_ERROR: An unknown error occurred. Please try again in a few minutes.
UNKNOWN_PAYMENT_ERROR: The payment failed. If the problem persists, please contact your bank or credit card company.
USER_ACCOUNT_ON_HOLD: Account is on hold.
"""  # noqa: E501
