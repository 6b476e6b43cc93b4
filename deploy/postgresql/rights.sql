-- Run by the owner in the database of one service, before its first migration and harmlessly after it: the
-- service's own role may read and write rows of the tables that migrations will make, and change no table.
-- It gives nothing on tables that exist, so what a migration takes away stays away.
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"database" TO :"app";
GRANT USAGE ON SCHEMA public TO :"app";
ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"app";
ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO :"app";
