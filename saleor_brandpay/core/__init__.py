"""What a payment is: the rules of money, on Django's ORM, without Saleor."""
