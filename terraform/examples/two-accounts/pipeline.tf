data "aws_caller_identity" "pipeline" {}
data "aws_partition" "current" {}

data "aws_caller_identity" "environment" {
  provider = aws.environment
}

locals {
  root = { for name, account in { pipeline = data.aws_caller_identity.pipeline, environment = data.aws_caller_identity.environment } :
    name => "arn:${data.aws_partition.current.partition}:iam::${account.account_id}:root"
  }
  use_key = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"]

  use_artifacts = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "Objects", Effect = "Allow", Action = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"], Resource = ["${aws_s3_bucket.artifacts.arn}/*"] },
      { Sid = "Bucket", Effect = "Allow", Action = ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"], Resource = [aws_s3_bucket.artifacts.arn] },
      { Sid = "Key", Effect = "Allow", Action = local.use_key, Resource = [aws_kms_key.artifacts.arn] },
    ]
  })
}

# A key of one's own: AWS's key for S3 opens nothing to another account.
resource "aws_kms_key" "artifacts" {
  description         = "Artifacts of the pipeline, which an environment in another account reads"
  enable_key_rotation = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "Own", Effect = "Allow", Principal = { AWS = local.root.pipeline }, Action = "kms:*", Resource = ["*"] },
      { Sid = "Environment", Effect = "Allow", Principal = { AWS = local.root.environment }, Action = local.use_key, Resource = ["*"] },
    ]
  })
}

resource "aws_s3_bucket" "artifacts" {
  bucket_prefix = "migration-artifacts-"
}

resource "aws_s3_bucket_public_access_block" "artifacts" {
  bucket                  = aws_s3_bucket.artifacts.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Objects"
        Effect    = "Allow"
        Principal = { AWS = local.root.environment }
        Action    = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"]
        Resource  = ["${aws_s3_bucket.artifacts.arn}/*"]
      },
      {
        Sid       = "Bucket"
        Effect    = "Allow"
        Principal = { AWS = local.root.environment }
        Action    = ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:ListBucket"]
        Resource  = [aws_s3_bucket.artifacts.arn]
      },
      {
        Sid       = "EncryptedConnectionsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.artifacts.arn, "${aws_s3_bucket.artifacts.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
  depends_on = [aws_s3_bucket_public_access_block.artifacts]
}

resource "aws_codepipeline" "this" {
  name           = "${var.cluster}-release"
  role_arn       = aws_iam_role.pipeline.arn
  pipeline_type  = "V2"
  execution_mode = "QUEUED"

  artifact_store {
    type     = "S3"
    location = aws_s3_bucket.artifacts.bucket
    encryption_key {
      type = "KMS"
      id   = aws_kms_key.artifacts.arn
    }
  }

  stage {
    name = "Source"
    action {
      name             = "Release"
      category         = "Source"
      owner            = "AWS"
      provider         = "S3"
      version          = "1"
      output_artifacts = ["release"]
      configuration    = { S3Bucket = var.source_bucket, S3ObjectKey = "release.zip", PollForSourceChanges = "false" }
    }
  }

  # The deployment comes after it.
  stage {
    name = module.migrate.stage_name
    action {
      name            = module.migrate.action.name
      category        = module.migrate.action.category
      owner           = module.migrate.action.owner
      provider        = module.migrate.action.provider
      version         = module.migrate.action.version
      input_artifacts = module.migrate.action.input_artifacts
      configuration   = module.migrate.action.configuration
      namespace       = module.migrate.action.namespace
      role_arn        = module.migrate.action.role_arn
    }
  }

  depends_on = [aws_iam_role_policy.pipeline, aws_iam_role_policy.start, aws_iam_role_policy.artifacts, aws_s3_bucket_policy.artifacts]
}

resource "aws_iam_role" "pipeline" {
  name_prefix = "${var.cluster}-release-"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "codepipeline.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.pipeline.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "pipeline" {
  name = "pipeline"
  role = aws_iam_role.pipeline.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(jsondecode(local.use_artifacts).Statement, [
      { Sid = "Release", Effect = "Allow", Action = ["s3:GetObject", "s3:GetObjectVersion"], Resource = ["arn:${data.aws_partition.current.partition}:s3:::${var.source_bucket}/release.zip"] },
      { Sid = "ReleaseBucket", Effect = "Allow", Action = ["s3:GetBucketLocation", "s3:GetBucketVersioning"], Resource = ["arn:${data.aws_partition.current.partition}:s3:::${var.source_bucket}"] },
      { Sid = "Environment", Effect = "Allow", Action = ["sts:AssumeRole"], Resource = [aws_iam_role.start.arn] },
    ])
  })
}
