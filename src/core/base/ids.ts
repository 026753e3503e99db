/** The form of a subnet id. AWS's own ids have 8 or 17 hexadecimal digits; those of emulators differ. */
export const SUBNET_ID = /^subnet-[0-9a-z]+$/;
export const SECURITY_GROUP_ID = /^sg-[0-9a-z]+$/;

/** Explains what an id of another form is, and how to correct it. */
export function explainId(id: string): string {
  if (/^vpc-/.test(id)) return `${id} is a VPC: give its subnets or security groups`;
  if (/^subnet-/.test(id)) return `${id} is a subnet: give it as --subnets`;
  if (/^sg-/.test(id)) return `${id} is a security group: give it as --security-groups`;
  if (/^arn:/.test(id)) return `${id} is an ARN: give the id at its end`;
  if (/^[a-z]+-[0-9a-f]{8,17}$/.test(id)) return `${id} is the id of something else`;
  return `"${id}" looks like a name: give the id`;
}
