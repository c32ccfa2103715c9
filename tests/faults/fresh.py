"""Empty databases beside the one the tests run on: a file, or one more database on the same server."""

from pathlib import Path
from typing import Any

from django.db import connection
from tests.crowd import test_database_url as database_url


class Fresh:
    """An empty database. `url` is its address for other processes; it goes when it is dropped."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "ledgerhouse.sqlite3"
        self._name = f"{connection.settings_dict['NAME']}_{folder.name}".replace("-", "_")
        if connection.vendor == "sqlite":
            self.url = f"sqlite:///{self._file}"
            return
        self._admin(f"drop database if exists {self._name}")
        tail = " character set utf8mb4 collate utf8mb4_bin" if connection.vendor == "mysql" else ""
        self._admin(f"create database {self._name}{tail}")
        self.url = f"{database_url(folder).rpartition('/')[0]}/{self._name}"

    def one(self, sql: str) -> int:
        """The answer to a query, read beside those who work in the database; 0 as long as the tables are not there yet."""
        import sqlite3

        if connection.vendor == "sqlite" and not self._file.exists():
            return 0
        driver = sqlite3.connect(self._file, timeout=30) if connection.vendor == "sqlite" else self._connect(self._name)
        try:
            cursor = driver.cursor()
            cursor.execute(sql)
            return int(cursor.fetchone()[0])
        except Exception as error:
            if type(error).__name__ in {"OperationalError", "ProgrammingError", "UndefinedTable"}:
                return 0
            raise
        finally:
            driver.close()

    def drop(self) -> None:
        """It is not needed any more."""
        if connection.vendor != "sqlite":
            self._admin(f"drop database if exists {self._name}")

    def _admin(self, sql: str) -> None:
        with self._connect("postgres" if connection.vendor == "postgresql" else "mysql") as admin:
            admin.cursor().execute(sql)

    def _connect(self, name: str) -> Any:
        facts = connection.settings_dict
        where = {"host": facts["HOST"], "user": facts["USER"], "password": facts["PASSWORD"]}
        if connection.vendor == "postgresql":
            import psycopg

            return psycopg.connect(**where, port=int(facts["PORT"] or 5432), dbname=name, autocommit=True)
        import pymysql

        return pymysql.connect(**where, port=int(facts["PORT"] or 3306), database=name, autocommit=True)
