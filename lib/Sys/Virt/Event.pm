package Sys::Virt::Event;

use strict;

1;

__END__
