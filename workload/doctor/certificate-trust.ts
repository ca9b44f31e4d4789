/** Codes of TLS for a certificate that no authority known here has signed. https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const UNTRUSTED = [
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "UNABLE_TO_GET_ISSUER_CERT",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "CERT_UNTRUSTED",
];

export const TRUST_THE_AUTHORITY =
    "Set NODE_EXTRA_CA_CERTS to the PEM file of the authority that signed it: a proxy's, or a private cloud's.";

export function isUntrusted(code: string | undefined): code is string {
    return code !== undefined && UNTRUSTED.includes(code);
}
