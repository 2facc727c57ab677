# Each line is its own percent-encoding, and a URL's parts give it back.
use strict;
use warnings;
use URI;
use URI::Escape qw(uri_escape uri_unescape);

my $n = 0;
while (my $p = <>) {
	chomp $p;
	$n++;
	die "'$p' is encoded\n" if uri_escape($p) ne $p;
	die "'$p' is decoded\n" if uri_unescape($p) ne $p;
	my $segment = $p =~ /^\.+$/ ? 'x' : $p;
	my $text = "https://user:$p\@host/$segment/?a=$p#$p";
	my $uri = URI->new($text)->canonical;
	die "$text is $uri\n" if "$uri" ne $text;
	my %form = $uri->query_form;
	die "$text is split\n"
	    if $uri->userinfo ne "user:$p" || $uri->fragment ne $p ||
	    $form{a} ne $p || ($uri->path_segments)[1] ne $segment;
}
die "no password\n" if $n == 0;
