#!/usr/bin/perl -w
# A check for Nagios: are all guests that start with the host running?
use strict;
use Getopt::Long;
use Sys::Virt;
use Sys::Virt::Domain;

use vars qw($opt_H $opt_w $opt_c);
my %ERRORS = ('OK' => 0, 'WARNING' => 1, 'CRITICAL' => 2, 'UNKNOWN' => 3);
$opt_w = 1;
$opt_c = 2;
Getopt::Long::Configure('bundling');
GetOptions("H=s" => \$opt_H, "w=i" => \$opt_w, "c=i" => \$opt_c) or exit $ERRORS{'UNKNOWN'};

my $con;
$SIG{'ALRM'} = sub { print "UNKNOWN: no answer\n"; exit $ERRORS{'UNKNOWN'}; };
alarm(10);
eval { $con = Sys::Virt->new(address => $opt_H || 'test:///default', readonly => 1); };    #! deprecated
if ($@) {
    print "CRITICAL: cannot connect: " . $@->message . "\n";
    exit $ERRORS{'CRITICAL'};
}

my ($ok, @down) = (0);
foreach my $dom ($con->list_domains(), $con->list_defined_domains()) {
    my $info = $dom->get_info();
    if ($info->{state} == &Sys::Virt::Domain::STATE_RUNNING || $info->{'state'} == Sys::Virt::Domain::STATE_BLOCKED) {
        $ok++;
        next;
    }
    push(@down, $dom->get_name()) if $dom->get_autostart();
}
alarm(0);

my $state = @down >= $opt_c ? 'CRITICAL' : @down >= $opt_w ? 'WARNING' : 'OK';
print "$state: $ok guests run", (@down ? ', down: ' . join(' ', @down) : ''), "|running=$ok\n";
exit $ERRORS{$state};
