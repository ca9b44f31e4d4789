/**
 * A vendor's refusal, with its code and message. It names the operation, but neither the caller nor the credentials.
 */
export class VendorError extends Error {
    readonly code: string;
    readonly status: number;

    constructor(operation: string, status: number, code: string, message: string) {
        super(`${operation}: ${code}: ${message} (HTTP ${status})`);
        this.name = "VendorError";
        this.code = code;
        this.status = status;
    }
}

/** `undefined` instead of a refusal whose code or status says that the resource does not exist. */
export async function unlessMissing<T>(answer: Promise<T>, missing: string | 404): Promise<T | undefined> {
    try {
        return await answer;
    } catch (error) {
        if (error instanceof VendorError && (error.code === missing || error.status === missing)) {
            return undefined;
        }
        throw error;
    }
}
