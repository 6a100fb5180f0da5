#!/usr/bin/python3
"""The network of mesh.swift by Mininet's own interface: a node for each host and pod, a link for each cable.

    ./mininet-mesh.py HOSTS PODS       prints «up MILLISECONDS down MILLISECONDS»

Hosts are routers, so there is no switch and no controller; the segment is a bridge in a node of its own. What Mininet does
by itself is left to it; what it has no call for is typed into the node's shell in one go, as its examples do.
"""
import sys
import time

from mininet.link import Link
from mininet.node import Node

hosts, pods = int(sys.argv[1]), int(sys.argv[2])
began = time.monotonic()
segment = Node("segment", inNamespace=True)
segment.cmd("ip link add eth0 type bridge; ip link set eth0 up; ip addr add 10.57.255.1/16 dev eth0")
nodes = [segment]
for h in range(1, hosts + 1):
    host = Node(f"h{h}", inNamespace=True)
    nodes.append(host)
    Link(host, segment, intfName1=f"h{h}-eth0", intfName2=f"port{h}")
    segment.cmd(f"ip link set port{h} master eth0 up")
    host.cmd("sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.default.proxy_arp=1")
    host.setIP(f"10.57.0.{h}", 16, f"h{h}-eth0")
    routes = [f"ip route add 192.168.{o}.0/24 via 10.57.0.{o}" for o in range(1, hosts + 1) if o != h]
    host.cmd("; ".join(["ip route add default via 10.57.255.1"] + routes))
    for p in range(1, pods + 1):
        pod = Node(f"p{h}-{p}", inNamespace=True)
        nodes.append(pod)
        Link(host, pod, intfName1=f"veth-{h}-{p}", intfName2=f"p{h}-{p}-eth0")
        pod.setIP(f"192.168.{h}.{p}", 24, f"p{h}-{p}-eth0")
        pod.cmd(f"ip route add default via 169.254.10.24 dev p{h}-{p}-eth0 onlink")
        host.cmd(f"sysctl -qw net.ipv4.neigh.veth-{h}-{p}.proxy_delay=0; ip route add 192.168.{h}.{p}/32 dev veth-{h}-{p}")
up = time.monotonic()
# The network is what it is to be: a pod of the first host reaches one of the last.
if "1 received" not in nodes[2].cmd(f"ping -c 1 -W 5 192.168.{hosts}.{pods}"):
    sys.exit("no pod reaches another")
ending = time.monotonic()
for node in nodes:
    node.stop(deleteIntfs=True)
print(f"up {(up - began) * 1000:.1f} down {(time.monotonic() - ending) * 1000:.1f}")
