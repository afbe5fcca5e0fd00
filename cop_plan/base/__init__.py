"""What every room stands on: problems with places, the file system, browsers."""
