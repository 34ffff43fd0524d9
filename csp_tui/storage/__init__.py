"""The append-only ledger in one database file: tables, opening, guarding, migrations."""
