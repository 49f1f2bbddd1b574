package PerlXS::Test;

# The extension in t/ext, which perl-xs is tested with.

use strict;
use warnings;
use XSLoader;

our $VERSION = '0.1';

XSLoader::load(__PACKAGE__, $VERSION);

1;
