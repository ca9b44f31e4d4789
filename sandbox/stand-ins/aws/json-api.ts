import type { JsonObject } from "../../core/json-object";
import { readJson, text } from "../json";
import { VendorError } from "../vendor-error";
import { signedPost, type AwsConnection } from "./signed-fetch";

/** Services that speak AWS JSON 1.1, with the prefix of their operations' names. */
const targetPrefixes = { "cognito-identity": "AWSCognitoIdentityService", ssm: "AmazonSSM" } as const;

export type JsonService = keyof typeof targetPrefixes;

/** One operation of a JSON API. */
export async function jsonApi(
    connection: AwsConnection,
    service: JsonService,
    operation: string,
    input: JsonObject,
    signal: AbortSignal,
): Promise<JsonObject> {
    const headers = {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `${targetPrefixes[service]}.${operation}`,
    };
    const response = await signedPost(connection, service, headers, JSON.stringify(input), signal);
    const body = await readJson(response);
    if (!response.ok) {
        const code = (text(body, "__type") ?? "UnexpectedAnswer").replace(/^.*#/, "");
        const message = text(body, "message") ?? text(body, "Message") ?? "no message";
        throw new VendorError(`${service}:${operation}`, response.status, code, message);
    }
    return body;
}
