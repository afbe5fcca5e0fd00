#!/bin/sh
# Look for the programs that the tests of the pages need; install what is missing where that can be done, or say what is.
set -eu

missing=""
wanted=""

need() { # PACKAGE WHY COMMAND...: any one of the commands will do
  package=$1 why=$2
  shift 2
  for command in "$@"; do
    if command -v "$command" >/dev/null 2>&1; then return; fi
  done
  missing="$missing $package"
  wanted="$wanted
  $1: $why"
}

need chromium "the pages are looked at in a real browser (Chromium or Chrome)" \
  chromium chromium-browser google-chrome google-chrome-stable
need nodejs "npm runs on it" node
need npm "it fetches the accessibility rules, the HTML validator and the Mermaid parser" npm
need libreoffice-writer "Word files and workbooks are opened in LibreOffice" soffice libreoffice
need libreoffice-calc "workbooks are opened in LibreOffice" localc
need default-jre-headless "the HTML validator runs on it (Java 17 or later)" java

# Two programs that look over calendars, and two more shells. Where nothing can be installed, the tests do without them.
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  [ -e /usr/include/libical/ical.h ] || missing="$missing gcc libc6-dev libical-dev"
  [ -e /usr/share/php/Sabre/VObject/autoload.php ] || missing="$missing php-cli php-sabre-vobject"
  command -v zsh >/dev/null 2>&1 || missing="$missing zsh"
  command -v fish >/dev/null 2>&1 || missing="$missing fish"
fi

if [ -z "$missing" ]; then exit 0; fi

if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "Installing what the tests of the pages need:$missing"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  # shellcheck disable=SC2086  # one word for each package
  apt-get install -y -qq --no-install-recommends $missing >/dev/null
  exit 0
fi

echo "The tests need some programs that are not here (making a plan needs none of them):$wanted"
if command -v apt-get >/dev/null 2>&1; then
  echo "Install them, then run make test again:  sudo apt-get install$missing"
else
  echo "Install them, then run make test again."
fi
exit 1
