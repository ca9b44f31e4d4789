/** A vendor's refusal, with the vendor's code and message: what was asked is in it, who asked and with what is not. */
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

/** `undefined` in place of a refusal whose code or status says that the thing is not there. */
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
