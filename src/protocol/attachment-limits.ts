/** Attachments of one message at most. */
export const mostAttachments = 20;
/** Bytes of one text in UTF-8. */
export const mostTextBytes = 2_000_000;
/** Bytes of one image. */
export const mostImageBytes = 5_000_000;
/** What every vendor with vision takes. */
export const imageTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;
