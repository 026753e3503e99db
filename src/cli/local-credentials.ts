/** Any credentials do for the local engine; these cannot be mistaken for real ones. */
export const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
