package Sys::Virt::NWFilterBinding;

use strict;

1;

__END__
