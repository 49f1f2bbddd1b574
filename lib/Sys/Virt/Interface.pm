package Sys::Virt::Interface;

use strict;

1;

__END__
