package Sys::Virt::NodeDevice;

use strict;

1;

__END__
