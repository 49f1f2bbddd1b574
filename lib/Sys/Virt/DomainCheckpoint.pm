package Sys::Virt::DomainCheckpoint;

use strict;

1;

__END__
