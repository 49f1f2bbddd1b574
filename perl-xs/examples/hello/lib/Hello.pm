package Hello;

use strict;
use warnings;
use XSLoader;

our $VERSION = '0.1';

XSLoader::load('Hello', $VERSION);

1;
