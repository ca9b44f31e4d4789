/** A page's token as the services with a NextToken name it; left out at the end. */
export function nextToken({ next }: { readonly next: string | undefined }): { readonly NextToken?: string } {
    return next === undefined ? {} : { NextToken: next };
}
