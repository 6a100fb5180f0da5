#!/usr/bin/env bash
# A next-hop object does not survive what a plain route survives: the other end of its cable going down.
#
# Two routes lead over the same cable to the same neighbour, one by `via`, the other by `nhid` of a next-hop object. When the
# far end is set down, the near end only loses its carrier. The plain route stays and is shown with `linkdown`; as the far end
# comes up it works again. The next hop is removed by the kernel, and every route by it with it, for good. Nobody is told:
# `ip monitor nexthop route` shows no deletion of either. A route lost so can only be noticed by asking.
#
# Seen on Linux 6.18.44 (x86-64) with iproute2 6.1.0. In net/ipv4/nexthop.c, nh_netdev_event calls nexthop_flush_dev on
# NETDEV_CHANGE without carrier, which removes without netlink information, and so without notification.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "needs root: it makes a network namespace" >&2; exit 2; }
if [ "${1-}" != inside ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  (cd "$folder" && apt-get download iproute2=6.1.0-3 >/dev/null && dpkg-deb -x iproute2_*.deb .)
  unshare --net "$0" inside "$folder"
  exit
fi

folder=$2
ip() { command "$folder/bin/ip" "$@"; }
fail() { echo "no longer so: $1" >&2; exit 1; }
echo "Linux $(uname -r), $(ip -V)"

ip link add near type veth peer name away
ip link set near addrgenmode none
ip link set away addrgenmode none
ip address add 10.0.0.1/24 dev near
ip link set near up
ip link set away up
ip nexthop add id 1 via 10.0.0.2 dev near
ip route add 10.9.0.0/16 nhid 1
ip route add 10.8.0.0/16 via 10.0.0.2 dev near

# Both are listening before anything happens: /proc/net/netlink lists the sockets of this namespace by process.
exec 3< <(exec timeout 10 "$folder/bin/ip" -o monitor link dev near)
links=$!
exec 4< <(exec timeout 10 "$folder/bin/ip" -o monitor nexthop route)
others=$!
listening() { awk -v child="$1" '$3 == child { found = 1 } END { exit !found }' /proc/net/netlink; }
for process in "$links" "$others"; do
  # timeout starts ip as a child, which is the one that listens.
  until child=$(pgrep -P "$process" || true) && [ -n "$child" ] && listening "$child"; do
    kill -0 "$process" || fail "ip monitor did not start"
  done
done

ip link set away down
until read -r -t 10 line <&3 || fail "the loss of the carrier is not told"; [[ $line == *NO-CARRIER* ]]; do :; done
routes=$(ip route)
printf 'without carrier:\n%s\n' "$routes"
[[ $routes == *"10.8.0.0/16 via 10.0.0.2 dev near linkdown"* ]] || fail "the plain route stays, marked linkdown"
[[ $routes != *10.9.0.0/16* ]] || fail "the route by the next hop is gone"
[ -z "$(ip nexthop)" ] || fail "the next hop is gone"

ip link set away up
until read -r -t 10 line <&3 || fail "the carrier is not told"; [[ $line == *LOWER_UP* && $line != *NO-CARRIER* ]]; do :; done
[[ $(ip route) == *"10.8.0.0/16 via 10.0.0.2 dev near"* ]] || fail "the plain route works again"
[ -z "$(ip nexthop)" ] || fail "the next hop does not come back"

# What was told meanwhile; a last change shows that all before it has been read.
ip route add 10.7.0.0/16 via 10.0.0.2 dev near
told=""
while read -r -t 10 line <&4; do
  [[ $line == *10.7.0.0/16* ]] && break
  told+=$line$'\n'
done
! grep -qE 'nhid|id 1|10\.9\.0\.0' <<<"$told" || fail "the removal is told: $told"
kill "$links" "$others" 2>/dev/null || true
echo "the next hop and its route went in silence, the plain route stayed"
