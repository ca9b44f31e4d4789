const CERTIFICATE_CODE =
    /^(?:CERT_|ERR_TLS_CERT_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|INVALID_(?:CA|PURPOSE)|HOSTNAME_MISMATCH)/;
const NETWORK_CODE =
    /^(?:E(?:CONN[A-Z]+|NOTFOUND|AI_[A-Z]+|TIMEDOUT|HOST(?:UNREACH|DOWN)|NET(?:UNREACH|DOWN|RESET)|PIPE|ADDRNOTAVAIL|PROTO)|UND_ERR_\w+|HPE_\w+|ERR_(?:SSL|SOCKET|HTTP2|STREAM)_\w+)$/;

/** The key into the error table for a request that got no answer; `undefined` when the failure is not one of the network. */
export type NetworkFailure = "TimedOut" | "CertificateNotTrusted" | "NetworkUnreachable";

/** What kept a request from being answered. */
export function networkFailure(error: unknown): NetworkFailure | undefined {
    if (error instanceof Error && error.name === "TimeoutError") {
        return "TimedOut";
    }
    const code = systemCode(error) ?? "";
    if (CERTIFICATE_CODE.test(code)) {
        return "CertificateNotTrusted";
    }
    return NETWORK_CODE.test(code) ? "NetworkUnreachable" : undefined;
}

/** `ECONNREFUSED`, from the error or what caused it. */
export function systemCode(error: unknown): string | undefined {
    for (let at: unknown = error; at instanceof Error; at = at.cause) {
        const code: unknown = Reflect.get(at, "code");
        if (typeof code === "string") {
            return code;
        }
    }
    return undefined;
}
