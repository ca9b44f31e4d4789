const MOST_BYTES = 1024 * 1024;

/** The body of a response; empty if it is larger than 1 MiB, which is more than any of these services sends. */
export async function responseText(response: Response): Promise<string> {
    const reader = response.body?.getReader();
    if (reader === undefined) {
        return "";
    }
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
        const chunk: unknown = read.value;
        if (!(chunk instanceof Uint8Array)) {
            break;
        }
        bytes += chunk.byteLength;
        if (bytes > MOST_BYTES) {
            await reader.cancel();
            return "";
        }
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString("utf8");
}
