package Sys::Virt::NetworkPort;

use strict;

1;

__END__
