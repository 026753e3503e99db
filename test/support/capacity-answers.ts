import type { WireAnswer } from './stand-in.ts';

const QUOTAS: Record<string, string> = {
  'L-3032A538': 'Fargate On-Demand vCPU resource count',
  'L-36FBB829': 'Fargate Spot vCPU resource count',
};

/** What Service Quotas answers to GetServiceQuota and GetAWSDefaultServiceQuota. */
export function quotaAnswer(code: string, value: number): WireAnswer {
  return {
    status: 200,
    body: {
      Quota: {
        Adjustable: true,
        GlobalQuota: false,
        QuotaAppliedAtLevel: 'ACCOUNT',
        QuotaArn: `arn:aws:servicequotas:eu-west-1:111122223333:fargate/${code}`,
        QuotaCode: code,
        QuotaName: QUOTAS[code],
        ServiceCode: 'fargate',
        ServiceName: 'AWS Fargate',
        Unit: 'None',
        UsageMetric: {
          MetricDimensions: { Class: 'Standard/OnDemand', Resource: 'vCPU', Service: 'Fargate', Type: 'Resource' },
          MetricName: 'ResourceCount',
          MetricNamespace: 'AWS/Usage',
          MetricStatisticRecommendation: 'Maximum',
        },
        Value: value,
      },
    },
  };
}

/** What EC2 answers to DescribeSubnets, by the number of free addresses. */
export function subnetsAnswer(free: Record<string, number>, ipv6Native = false): WireAnswer {
  const items = Object.entries(free).map(
    ([subnet, count]) => `
        <item>
            <subnetId>${subnet}</subnetId>
            <subnetArn>arn:aws:ec2:eu-west-1:111122223333:subnet/${subnet}</subnetArn>
            <state>available</state>
            <ownerId>111122223333</ownerId>
            <vpcId>vpc-0ee975135d0000000</vpcId>
            <cidrBlock>10.0.2.0/24</cidrBlock>
            <ipv6CidrBlockAssociationSet/>
            <availableIpAddressCount>${count}</availableIpAddressCount>
            <availabilityZone>eu-west-1a</availabilityZone>
            <availabilityZoneId>euw1-az1</availabilityZoneId>
            <defaultForAz>false</defaultForAz>
            <mapPublicIpOnLaunch>false</mapPublicIpOnLaunch>
            <assignIpv6AddressOnCreation>false</assignIpv6AddressOnCreation>
            <ipv6Native>${ipv6Native}</ipv6Native>
            <tagSet/>
        </item>`,
  );
  return xml(
    200,
    `<DescribeSubnetsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
    <requestId>1927e20c-0ed0-4a02-a6d7-d955fbd2d13c</requestId>
    <subnetSet>${items.join('')}
    </subnetSet>
</DescribeSubnetsResponse>`,
  );
}

/** An error of EC2. */
export const ec2Error = (code: string, status = 403): WireAnswer =>
  xml(
    status,
    `<Response><Errors><Error><Code>${code}</Code><Message>because of ${code}</Message></Error></Errors><RequestID>ea966190-f9aa-478e-9ede-example</RequestID></Response>`,
  );

function xml(status: number, text: string): WireAnswer {
  return { status, bytes: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`) };
}
