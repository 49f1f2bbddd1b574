package Sys::Virt::NWFilter;

use strict;

1;

__END__
