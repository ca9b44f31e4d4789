import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Fetch } from "../http";

/** Where AWS is, and the credentials that the stand-in uses. */
export interface AwsConnection {
    readonly fetch: Fetch;
    readonly endpoint: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly region: string;
}

/** POSTs `body` to a service's root, signed with Signature Version 4 for that service. */
export async function signedPost(
    connection: AwsConnection,
    service: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
): Promise<Response> {
    const url = new URL(connection.endpoint);
    const signer = new SignatureV4({
        service,
        region: connection.region,
        credentials: { accessKeyId: connection.accessKeyId, secretAccessKey: connection.secretAccessKey },
        sha256: Sha256,
    });
    const signed = await signer.sign({
        method: "POST",
        protocol: url.protocol,
        hostname: url.hostname,
        path: "/",
        query: {},
        headers: { host: url.host, ...headers },
        body,
    });
    // `fetch` sets the host itself and ignores its caller's.
    const sent = Object.entries(signed.headers).filter(([name]) => name.toLowerCase() !== "host");
    return connection.fetch(`${url.origin}/`, { method: "POST", headers: Object.fromEntries(sent), body, signal });
}
