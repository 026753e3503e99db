# Source, build, migrate staging, deploy staging, approve, migrate production, deploy production.
locals {
  environments = ["staging", "production"]
}

module "environment" {
  source   = "./environment"
  for_each = toset(local.environments)

  name                = "${var.name}-${each.key}"
  cidr_block          = "10.${index(local.environments, each.key)}.0.0/16"
  repository_url      = aws_ecr_repository.this.repository_url
  container_port      = var.container_port
  health_check_path   = var.health_check_path
  database            = var.database
  migrate_command     = var.migrate_command
  pipeline            = var.name
  artifact_bucket_arn = aws_s3_bucket.artifacts.arn
  archive             = var.archive
  tools_bucket        = aws_s3_bucket.tools.bucket
  protected           = each.key == "production"
}

resource "aws_ecr_repository" "this" {
  name                 = var.name
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_s3_bucket" "artifacts" {
  bucket_prefix = "${var.name}-artifacts-"
}

# A bucket of its own: artifacts expire, the tool does not.
resource "aws_s3_bucket" "tools" {
  bucket_prefix = "${var.name}-tools-"
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each                = { artifacts = aws_s3_bucket.artifacts.id, tools = aws_s3_bucket.tools.id }
  bucket                  = each.value
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id

  rule {
    id     = "expire"
    status = "Enabled"
    filter {}
    expiration {
      days = 90
    }
  }
}
