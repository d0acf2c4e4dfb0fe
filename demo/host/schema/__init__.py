"""The few GraphQL operations that the demo's storefront and the tests use, named as Saleor's."""
