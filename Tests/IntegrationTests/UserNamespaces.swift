/// Whether an ordinary user of this machine may make user namespaces, and network namespaces in them.
enum UserNamespaces {
    static let areAllowed =
        (try? run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "unshare", "--user", "--map-root-user", "--net", "true"))?.status == 0
    static let reason = "this machine lets ordinary users make no user namespaces"
}
