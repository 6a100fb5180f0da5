#!/bin/bash
# The network of mesh.swift by iproute2's batch mode, the fastest that it has: one process for each namespace.
#
#     ./ip-batch.sh up HOSTS PODS
#     ./ip-batch.sh down HOSTS PODS
set -euo pipefail
verb=$1 hosts=$2 pods=$3 name=warren-bench

namespaces() {
    echo "$name.segment"
    for ((h = 1; h <= hosts; h++)); do
        echo "$name.host$h"
        for ((p = 1; p <= pods; p++)); do echo "$name.pod$h-$p"; done
    done
}

if [ "$verb" = down ]; then
    namespaces | sed 's/^/netns del /' | ip -batch -
    exit
fi

namespaces | sed 's/^/netns add /' | ip -batch -
ip -n $name.segment -batch - <<END
link add eth0 type bridge
link set eth0 up
addr add 10.57.255.1/16 dev eth0
END
for ((h = 1; h <= hosts; h++)); do
    ip netns exec "$name.host$h" sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.default.proxy_arp=1
    {
        echo "link add eth0 type veth peer name host$h netns $name.segment"
        echo "link set lo up"
        echo "link set eth0 up"
        echo "addr add 10.57.0.$h/16 dev eth0"
        echo "route add default via 10.57.255.1"
        for ((o = 1; o <= hosts; o++)); do
            [ $o = $h ] || echo "route add 192.168.$o.0/24 via 10.57.0.$o dev eth0 onlink"
        done
        for ((p = 1; p <= pods; p++)); do
            echo "link add veth-$p type veth peer name eth0 netns $name.pod$h-$p"
            echo "ntable change name arp_cache dev veth-$p proxy_delay 0"
            echo "link set veth-$p up"
            echo "route add 192.168.$h.$p/32 dev veth-$p scope link"
        done
    } | ip -n "$name.host$h" -batch -
    for ((p = 1; p <= pods; p++)); do
        ip -n "$name.pod$h-$p" -batch - <<END
link set lo up
link set eth0 up
addr add 192.168.$h.$p/24 dev eth0
route add default via 169.254.10.24 dev eth0 onlink
END
    done
done
for ((h = 1; h <= hosts; h++)); do echo "link set host$h master eth0 up"; done | ip -n $name.segment -batch -
