/** A refusal in the vendor's words. `code` is the one of the service's own protocol. */
export class AwsError extends Error {
    constructor(
        readonly code: string,
        message: string,
        /** HTTP status. */
        readonly status = 400,
    ) {
        super(message);
        this.name = "AwsError";
    }
}
