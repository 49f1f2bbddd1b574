package Sys::Virt::Secret;

use strict;

1;

__END__
