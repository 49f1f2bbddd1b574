# A constant is a reference in its package's symbol table until somebody asks for the sub, as with constant.pm: what looks
# into a package finds the sub all the same.

use strict;
use warnings;

use B ();
use Test::More;
use Sys::Virt;

# The names of the constants in a package's table.
sub names {
    my $table = shift;
    return grep { /^[A-Z][A-Z0-9_]+\z/ && !/^(?:BEGIN|CARP_NOT|CLONE\w*|DESTROY|EXPORT\w*|ISA|VERSION)\z/ }
        sort keys %$table;
}

no strict 'refs';

my @names = names(\%{'Sys::Virt::Domain::'});
cmp_ok scalar @names, '>', 800, 'names in the table of Sys::Virt::Domain';
is ref $Sys::Virt::Domain::{ $names[0] }, 'SCALAR', 'a constant that nobody has asked for is a reference';

is_deeply [ grep { !Sys::Virt::Domain->can($_) } @names ], [], 'can finds each';
is_deeply [ grep { !defined &{"Sys::Virt::Domain::$_"} } @names ], [], 'so does defined';
is_deeply [ grep { !defined &{"Sys::Virt::Network::$_"} } names(\%{'Sys::Virt::Network::'}) ], [],
    'defined also where nobody asked before';
is_deeply [ grep { !*{"Sys::Virt::StoragePool::$_"}{CODE} } names(\%{'Sys::Virt::StoragePool::'}) ], [],
    'a glob of that name has a sub';
is ref \$Sys::Virt::Domain::{STATE_RUNNING}, 'GLOB', 'in the table there is a glob by now';
is * { $Sys::Virt::Domain::{STATE_RUNNING} }{CODE}->(), 1, 'with the sub in it';

is B::svref_2object(\&Sys::Virt::Secret::EVENT_DEFINED)->GV->NAME, 'EVENT_DEFINED', 'the sub knows its name';

my %walked;
sub B::GV::note_sub { $walked{ $_[0]->SAFENAME }++ if ${ $_[0]->CV } }
B::walksymtable(\%{'Sys::Virt::StorageVol::'}, 'note_sub', sub { 0 }, 'Sys::Virt::StorageVol::');
is_deeply [ grep { !$walked{$_} } names(\%{'Sys::Virt::StorageVol::'}) ], [], 'B finds the subs on its walk';

{
    no warnings qw(once redefine);
    local *Sys::Virt::Domain::STATE_CRASHED = sub () { 99 };
    is(Sys::Virt::Domain->STATE_CRASHED, 99, 'another sub may take its place');
}
is(Sys::Virt::Domain->STATE_CRASHED, 6, 'for a while');

*My::Import::TYPE_FILE = \&Sys::Virt::StorageVol::TYPE_FILE;
is My::Import::TYPE_FILE(), 0, 'other packages may import it';

for my $class ('Package::Stash', 'Package::Stash::PP') {
    subtest $class => sub {
        plan skip_all => "needs $class" unless eval "require $class; 1";
        my $package = $class eq 'Package::Stash' ? 'Interface' : 'NodeDevice';
        my $stash = $class->new("Sys::Virt::$package");
        my @constants = names(\%{"Sys::Virt::${package}::"});
        my %listed = map { $_ => 1 } $stash->list_all_symbols('CODE');
        is_deeply [ grep { !$listed{$_} } @constants ], [], 'lists all';
        is ref $stash->get_symbol("&$constants[0]"), 'CODE', 'gets one';
    };
}

done_testing;
