<?php
// Say what SabreDAV's reader and validator, which Nextcloud and Baïkal have, find wrong in calendar files.
error_reporting(E_ALL & ~E_DEPRECATED);
require $argv[1];
foreach (array_slice($argv, 2) as $name) {
    try {
        foreach (Sabre\VObject\Reader::read(file_get_contents($name))->validate() as $one) {
            echo $name, ': ', $one['message'], "\n";
        }
    } catch (Throwable $one) {
        echo $name, ': ', $one->getMessage(), "\n";
    }
}
