"""Scalars that Saleor's schema has of its own."""

# graphene has no types.
# mypy: disallow-subclassing-any=False

from __future__ import annotations

from typing import Any

import graphene
from graphene.types.generic import GenericScalar
from graphql import GraphQLError, ListValueNode, ObjectValueNode, ValueNode


class PositiveDecimal(graphene.Decimal):
    """An amount of money that is not below zero."""


class JSON(GenericScalar):
    """Objects and lists; Saleor refuses anything else."""

    @staticmethod
    def parse_value(value: Any) -> Any:
        if isinstance(value, dict | list):
            return value
        raise GraphQLError(f'Expected type "JSON", found {value!r}.')

    @staticmethod
    def parse_literal(node: ValueNode, _variables: Any = None) -> Any:
        if isinstance(node, ObjectValueNode | ListValueNode):
            return GenericScalar.parse_literal(node)
        raise GraphQLError('Expected type "JSON".')


class UUID(graphene.UUID):
    """A token."""
