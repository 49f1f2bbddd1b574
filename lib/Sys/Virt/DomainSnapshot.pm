package Sys::Virt::DomainSnapshot;

use strict;

1;

__END__
