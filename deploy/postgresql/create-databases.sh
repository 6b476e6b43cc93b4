#!/bin/sh
# Runs once, when the volume is empty: a role and a database for each service, each closed to the others.
set -eu

create() {
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username postgres \
        --set service="$1" --set password="$2" <<'SQL'
CREATE ROLE :"service" LOGIN PASSWORD :'password';
CREATE DATABASE :"service" OWNER :"service";
REVOKE CONNECT, TEMPORARY ON DATABASE :"service" FROM PUBLIC;
SQL
}

create cases "$CASES_PASSWORD"
create workflow "$WORKFLOW_PASSWORD"
create notify "$NOTIFY_PASSWORD"
