# The table of events, t/data/events.tsv, is whole: all that have a constant are in it, and the tests that it names are there.

use strict;
use warnings;

use lib 't/lib';

use Test::More;
use MadeUpEvents;

my @table = MadeUpEvents::table();

my %kind = (
    'Sys::Virt::Domain' => 'domain',
    'Sys::Virt::Network' => 'network',
    'Sys::Virt::NodeDevice' => 'node_device',
    'Sys::Virt::Secret' => 'secret',
    'Sys::Virt::StoragePool' => 'storage_pool',
);

sub content {
    my $path = shift;
    open my $file, '<', $path or return;
    local $/;
    return <$file>;
}

my @constants = map { /^(\S+)\t(EVENT_ID_\w+)\t/ ? ($kind{$1} // $1) . " $2" : () } split /\n/,
    content('t/data/constants.tsv');
is_deeply [ sort grep { !/ -$/ } map { "$_->{kind} $_->{event}" } @table ], [ sort @constants ],
    'a row for each constant';

for my $row (@table) {
    my $name = "$row->{kind} $row->{event}";
    for my $test (grep { $_ ne '-' } split / /, $row->{tests}) {
        my $text = content($test);
        ok defined $text, "$name: $test" or next;
        my $constant = $row->{event} =~ s/^EVENT_ID_//r;
        my %other = (classic => qr/classic/, close => qr/register_close_callback/);
        like $text . content('t/lib/EventHandlers.pm'),
            $other{ $row->{kind} } // qr/\b(?:EVENT_ID_)?$constant\b/,
            'is about it';
    }
}

done_testing;
