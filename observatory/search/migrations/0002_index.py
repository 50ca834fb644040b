"""The full-text index, by the engine of the database.

SQLite: an FTS5 table whose words stand in `search_document` (external
content), kept in step by search.actions. Positions are not kept (`detail=none`):
nothing asks for phrases, and the index is a third of the size. Beginnings of
three to five letters have an index of their own.

PostgreSQL: a column worked out by the server from `stems`, with a GIN index.
The words are stems already and go in as they are.
"""

from django.db import migrations

SQLITE = """
CREATE VIRTUAL TABLE search_index USING fts5(
    stems, content='search_document', content_rowid='id',
    tokenize='ascii', detail=none, columnsize=0, prefix='3 4 5'
)
"""
POSTGRESQL = """
ALTER TABLE search_document ADD COLUMN vector tsvector
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(stems, ' '))) STORED;
CREATE INDEX search_vector ON search_document USING gin (vector);
"""


def make_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(SQLITE)
    else:
        schema_editor.execute(POSTGRESQL)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_index")
    else:
        schema_editor.execute("ALTER TABLE search_document DROP COLUMN vector")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(make_index, drop_index)]
