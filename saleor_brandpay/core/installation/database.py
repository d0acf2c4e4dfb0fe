"""Which database this is, as far as PostgreSQL says it."""

from __future__ import annotations

from django.db import connection

_UNKNOWN = "?"


def identity() -> str:
    """The server's system identifier and the database's name, such as `7412…/saleor`.

    The identifier is `?` where the role may not read it: asked first, since an error would end
    the caller's transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_database(),"
            " has_function_privilege('pg_catalog.pg_control_system()', 'execute')"
        )
        name, allowed = cursor.fetchone()
        server = _UNKNOWN
        if allowed:
            cursor.execute("select system_identifier from pg_control_system()")
            server = str(cursor.fetchone()[0])
    return f"{server}/{name}"[:160]


def are_same(one: str, other: str) -> bool:
    """Whether two identities can be of one database; what nobody could read is no difference."""
    if not one or not other:
        return True
    servers, names = zip(one.split("/", 1), other.split("/", 1), strict=True)
    return names[0] == names[1] and (_UNKNOWN in servers or servers[0] == servers[1])
