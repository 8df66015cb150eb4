#!/bin/sh
# Fetches the browser files of the GraphiQL page from their registry, by lock file and hash, into
# hub/web/static/vendor (git-ignored). Without Node.js it says so and succeeds: the hub runs all
# the same, and the page says what is missing.
set -eu
cd "$(dirname "$0")/.."
vendor=hub/web/static/vendor

if ! command -v npm >/dev/null 2>&1; then
    echo "no Node.js: the GraphiQL page will say what is missing; the hub runs all the same"
    exit 0
fi
if [ -f "$vendor/lock" ] && cmp -s package-lock.json "$vendor/lock"; then
    exit 0
fi
if ! npm ci --ignore-scripts --no-audit --no-fund --loglevel=error \
    --fetch-retries=1 --fetch-timeout=15000; then
    echo "the registry of browser files does not answer; the hub runs all the same"
    exit 0
fi
rm -rf "$vendor" && mkdir -p "$vendor/react" "$vendor/react-dom" "$vendor/graphiql"
cp node_modules/react/umd/react.production.min.js node_modules/react/LICENSE "$vendor/react/"
cp node_modules/react-dom/umd/react-dom.production.min.js node_modules/react-dom/LICENSE "$vendor/react-dom/"
cp node_modules/graphiql/graphiql.min.js node_modules/graphiql/graphiql.min.css \
    node_modules/graphiql/LICENSE "$vendor/graphiql/"
cp package-lock.json "$vendor/lock"
rm -rf node_modules
