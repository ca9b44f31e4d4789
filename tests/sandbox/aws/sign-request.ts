import { createHash, createHmac } from "node:crypto";

/** Access key as clients hold it. */
export interface Keys {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
}

/** A call before it is signed. */
export interface Unsigned {
    readonly service: string;
    readonly region: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly date: Date;
}

const ORIGIN = "https://aws.test";

/** Signature Version 4 by hand, so that the verifier is not tested with its own library. */
export function signedHeaders(call: Unsigned, keys: Keys): Record<string, string> {
    const timestamp = call.date.toISOString().replace(/[-:]|\.\d{3}/g, "");
    const headers: Record<string, string> = {
        ...call.headers,
        host: new URL(ORIGIN).host,
        "x-amz-date": timestamp,
        ...(keys.sessionToken === undefined ? {} : { "x-amz-security-token": keys.sessionToken }),
    };
    const names = Object.keys(headers).sort();
    const canonical = [
        "POST",
        "/",
        "",
        ...names.map((name) => `${name}:${headers[name] ?? ""}`),
        "",
        names.join(";"),
        headers["x-amz-content-sha256"] ?? sha256(call.body),
    ].join("\n");
    const day = timestamp.slice(0, 8);
    const scope = `${day}/${call.region}/${call.service}/aws4_request`;
    const key = [day, call.region, call.service, "aws4_request"].reduce(
        hmac,
        Buffer.from(`AWS4${keys.secretAccessKey}`),
    );
    const signature = hmac(key, ["AWS4-HMAC-SHA256", timestamp, scope, sha256(canonical)].join("\n")).toString("hex");
    return {
        ...headers,
        authorization: `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`,
    };
}

export function post(headers: Readonly<Record<string, string>>, body: string): Request {
    return new Request(`${ORIGIN}/`, { method: "POST", headers, body });
}

function sha256(text: string): string {
    return createHash("sha256").update(text).digest("hex");
}

function hmac(key: Buffer, text: string): Buffer {
    return createHmac("sha256", key).update(text).digest();
}
