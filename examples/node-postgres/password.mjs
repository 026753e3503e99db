/**
 * How a connection signs in: with PGPASSWORD where it is set; on AWS with a token of IAM, made anew for each connection,
 * for it is valid for 15 minutes.
 */
export function passwordFor({ PGPASSWORD, PGHOST, PGPORT = '5432', PGUSER, AWS_REGION }) {
  if (PGPASSWORD) return PGPASSWORD;
  return async () => {
    const { Signer } = await import('@aws-sdk/rds-signer');
    const signer = new Signer({ hostname: PGHOST, port: Number(PGPORT), username: PGUSER, region: AWS_REGION });
    return await signer.getAuthToken();
  };
}
