import { exactly } from "../configuration";
import type { Input } from "../resource-type";
import type { AwsConnection } from "./signed-fetch";

/** The input `region` of a regional resource: the sandbox has one region. */
export function regionInput({ region }: AwsConnection): Input {
    return { type: "string", replaces: true, default: region, problem: exactly("AWS region", region) };
}
