import { readJson, text, type JsonObject } from "../json";
import { VendorError } from "../vendor-error";
import { signedPost, type AwsConnection } from "./signed-fetch";

/** One operation of the Cognito identity API. See https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/ */
export async function cognitoIdentity(
    connection: AwsConnection,
    operation: string,
    input: JsonObject,
    signal: AbortSignal,
): Promise<JsonObject> {
    const headers = {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `AWSCognitoIdentityService.${operation}`,
    };
    const response = await signedPost(connection, "cognito-identity", headers, JSON.stringify(input), signal);
    const body = await readJson(response);
    if (!response.ok) {
        const code = (text(body, "__type") ?? "UnexpectedAnswer").replace(/^.*#/, "");
        const message = text(body, "message") ?? text(body, "Message") ?? "no message";
        throw new VendorError(`cognito-identity:${operation}`, response.status, code, message);
    }
    return body;
}
