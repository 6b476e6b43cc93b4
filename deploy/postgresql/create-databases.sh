#!/bin/sh
# Runs once, when the volume is empty: for each service a database, a role that owns it and migrates it, and a
# role that the service runs as. The official image calls this as superuser, over its socket.
set -eu

rights=${RIGHTS:-/usr/local/share/gakkumdu/rights.sql}

ask() {
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username postgres "$@"
}

create() {
    ask --set service="$1" --set owner="$1_owner" --set app="$1_app" \
        --set owner_password="$2" --set app_password="$3" <<'SQL'
CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
CREATE ROLE :"app" LOGIN PASSWORD :'app_password';
CREATE DATABASE :"service" OWNER :"owner" TEMPLATE template0 ENCODING 'UTF8'
    LOCALE 'C' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8';
SQL
    ask --dbname "$1" --set database="$1" --set app="$1_app" \
        --command "SET ROLE $1_owner" --file "$rights"
}

create cases "$CASES_OWNER_PASSWORD" "$CASES_PASSWORD"
create workflow "$WORKFLOW_OWNER_PASSWORD" "$WORKFLOW_PASSWORD"
create notify "$NOTIFY_OWNER_PASSWORD" "$NOTIFY_PASSWORD"
