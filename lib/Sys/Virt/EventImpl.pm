package Sys::Virt::EventImpl;

use strict;

1;

__END__
