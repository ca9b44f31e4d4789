/** An Azure service's refusal: `{ "error": { "code", "message" } }` with an HTTP status. */
export class ServiceError extends Error {
    readonly status: number;
    readonly code: string;
    readonly innerCode: string | undefined;
    readonly headers: Readonly<Record<string, string>>;

    constructor(
        status: number,
        code: string,
        message: string,
        more: { readonly innerCode?: string; readonly headers?: Readonly<Record<string, string>> } = {},
    ) {
        super(message);
        this.name = "ServiceError";
        this.status = status;
        this.code = code;
        this.innerCode = more.innerCode;
        this.headers = more.headers ?? {};
    }

    toResponse(): Response {
        const innererror = this.innerCode === undefined ? {} : { innererror: { code: this.innerCode } };
        return Response.json(
            { error: { code: this.code, message: this.message, ...innererror } },
            { status: this.status, headers: this.headers },
        );
    }
}
