import { accepted, refused, type Checked } from "../checked";

export const defaultSessionDurationSeconds = 3600;

/**
 * Parses the longest session of an IAM role: 3600 to 43200 whole seconds.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 */
export function parseSessionDurationSeconds(seconds: number): Checked<number> {
    return Number.isInteger(seconds) && seconds >= 3600 && seconds <= 43200
        ? accepted(seconds)
        : refused(`${seconds} is not a session's duration, which is 3600 to 43200 whole seconds`);
}
